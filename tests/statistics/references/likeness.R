# Ratings: the example of Shrout & Fleiss 1979 (6 targets, 4 judges). Pairs: before and after of R's sleepstudy, day 0 and day 9.
library(psych); source("json.R")
sf <- data.frame(J1 = c(9, 6, 8, 7, 10, 6), J2 = c(2, 1, 4, 1, 5, 2), J3 = c(5, 3, 6, 2, 6, 4), J4 = c(8, 2, 8, 6, 9, 7))
write.csv(sf, "shrout_fleiss.csv", row.names = FALSE)
data(sleepstudy, package = "lme4")
pairs <- data.frame(client = sleepstudy$Reaction[sleepstudy$Days == 0], professional = sleepstudy$Reaction[sleepstudy$Days == 9])
write.csv(pairs, "pairs.csv", row.names = FALSE)

forms <- c("ICC1_1", "ICC2_1", "ICC3_1", "ICC1_k", "ICC2_k", "ICC3_k")
told <- function(data) {
  r <- ICC(data, lmer = FALSE)
  values <- r$results$ICC
  list(estimates = setNames(as.list(values), forms),
       intervals = setNames(Map(c, r$results$`lower bound`, r$results$`upper bound`), forms),
       mean_squares = list(targets = r$summary[[1]]["subs", "Mean Sq"], raters = r$summary[[1]]["ind", "Mean Sq"],
                           residual = r$summary[[1]]["Residuals", "Mean Sq"], within = r$MSW))
}
x <- pairs$client; y <- pairs$professional
change <- (y - x) / (sqrt(2) * sd(x) * sqrt(1 - .8))
write_reference("likeness", list(
  shrout_fleiss = told(sf), attitude = told(attitude),
  pairs = list(icc1 = ICC(pairs, lmer = FALSE)$results$ICC[1], double_entry = cor(c(x, y), c(y, x)), pearson = cor(x, y),
               mean_difference = mean(x - y), sd_difference = sd(x - y),
               intervals = list(icc1 = unlist(ICC(pairs, lmer = FALSE)$results[1, c("lower bound", "upper bound")], use.names = FALSE),
                                pearson = as.vector(cor.test(x, y)$conf.int), mean_difference = as.vector(t.test(x, y, paired = TRUE)$conf.int))),
  profile = local({ one <- unlist(attitude[1, ]); other <- unlist(attitude[2, ]); sd0 <- function(v) sqrt(mean((v - mean(v))^2))
    list(double_entry = cor(c(one, other), c(other, one)), shape = cor(one, other), distance = sqrt(mean((one - other)^2)),
         elevation = list(client = mean(one), professional = mean(other)), scatter = list(client = sd0(one), professional = sd0(other))) }),
  change = list(sd = sd(x), sem = sd(x) * sqrt(.2), s_diff = sqrt(2) * sd(x) * sqrt(.2),
                critical = qnorm(.975) * sqrt(2) * sd(x) * sqrt(.2), rc = change,
                up = sum(change >= qnorm(.975)), down = sum(change <= -qnorm(.975)))), "psych")
