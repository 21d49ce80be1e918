# The first two sons of Frets (1921) again, as a truth and a judgment of it, and with the outcome breadth as a surface.
source("json.R")
heads <- boot::frets
write.csv(heads, "judgments.csv", row.names = FALSE, quote = FALSE)
truth <- heads$l1 - mean(heads$l1)
judged <- heads$l2 - mean(heads$l1)
bias <- summary(lm(judged ~ truth))

x <- heads$l1 - 185
y <- heads$l2 - 185
fit <- lm(heads$b1 ~ x + y + I(x^2) + I(x * y) + I(y^2))
sums <- rbind(c(0, 1, 1, 0, 0, 0), c(0, 0, 0, 1, 1, 1), c(0, 1, -1, 0, 0, 0), c(0, 0, 0, 1, -1, 1), c(0, 0, 0, 1, 0, -1))
a <- as.vector(sums %*% coef(fit))
a_errors <- sqrt(diag(sums %*% vcov(fit) %*% t(sums)))
named <- function(values, names) setNames(as.list(unname(values)), names)

write_reference("judgments", list(
  truth_bias = list(b0 = coef(bias)[1, 1], b1 = coef(bias)[2, 1], sigma = bias$sigma,
    se = list(b0 = coef(bias)[1, 2], b1 = coef(bias)[2, 2])),
  surface = list(
    b = named(coef(fit), paste0("b", 0:5)), a = named(a, paste0("a", 1:5)),
    se = named(c(sqrt(diag(vcov(fit))), a_errors), c(paste0("b", 0:5), paste0("a", 1:5))),
    p = named(2 * pt(-abs(a / a_errors), 19), paste0("a", 1:5)), r_squared = summary(fit)$r.squared)
), "boot")
