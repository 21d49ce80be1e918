# Reaction times over days without sleep (Belenky e.a. 2003), whole and with rounds left out; distances in growing heads
# (Potthoff & Roy 1964); and sleep again with the people's own lines taken out, a fit at the edge.
source("json.R")
suppressMessages(library(lme4))
strict <- lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
  optCtrl = list(xtol_abs = 1e-14, xtol_rel = 0, ftol_abs = 0, ftol_rel = 0, maxeval = 1e5))
told <- function(data) {
  fit <- lmer(y ~ t + (t | g), data, control = strict)
  sds <- attr(VarCorr(fit)$g, "stddev")
  lines <- ranef(fit)$g
  list(
    fixed = list(intercept = fixef(fit)[[1]], slope = fixef(fit)[[2]]),
    se = list(intercept = sqrt(vcov(fit)[1, 1]), slope = sqrt(vcov(fit)[2, 2])),
    sd = list(intercept = sds[[1]], slope = sds[[2]], residual = sigma(fit)),
    correlation = attr(VarCorr(fit)$g, "correlation")[1, 2], reml_criterion = REMLcrit(fit)[[1]],
    random = setNames(lapply(seq_len(nrow(lines)), function(i) list(intercept = lines[i, 1], slope = lines[i, 2])), rownames(lines)))
}
written <- function(name, data) {
  write.csv(data, paste0(name, ".csv"), row.names = FALSE, quote = FALSE)
  told(data)
}
sleep <- with(sleepstudy, data.frame(y = Reaction, t = Days, g = Subject))
some <- sleep[(seq_len(180) * 7) %% 5 < 3, ]
some <- some[!(some$g %in% c(308, 335)) | some$t < 4, ]
heads <- with(as.data.frame(nlme::Orthodont), data.frame(y = distance, t = age, g = Subject))
flat <- sleep
flat$y <- resid(lm(y ~ g * t, sleep)) + 10 * sleep$t + 300
flat$y <- round(flat$y + rep(c(-1, 1), 90) * 20, 4)
# Three levels: made, since no small public table has clusters that differ in both; 12 clusters of 6 groups, some rounds missing.
set.seed(7)
made <- expand.grid(t = 0:4, k = 1:6, p = 1:12)
made$g <- paste(made$p, made$k, sep = "-")
line <- function(names, sds) matrix(rnorm(2 * length(unique(names))), ncol = 2)[match(names, unique(names)), ] %*% diag(sds)
v <- line(made$p, c(.8, .2)); u <- line(made$g, c(1, .3))
made$y <- round(10 + v[, 1] + u[, 1] + (.5 + v[, 2] + u[, 2]) * made$t + rnorm(nrow(made), 0, .7), 3)
made <- made[runif(nrow(made)) < .85, c("y", "t", "g", "p")]
write.csv(made, "growth-levels.csv", row.names = FALSE, quote = FALSE)
nested <- lmer(y ~ t + (t | p) + (t | g), made, control = strict)
level <- function(name) {
  lines <- ranef(nested)[[name]]
  list(sd = as.list(setNames(attr(VarCorr(nested)[[name]], "stddev"), c("intercept", "slope"))),
       correlation = attr(VarCorr(nested)[[name]], "correlation")[1, 2],
       random = setNames(lapply(seq_len(nrow(lines)), function(i) list(intercept = lines[i, 1], slope = lines[i, 2])), rownames(lines)))
}
levels <- c(list(fixed = setNames(as.list(fixef(nested)), c("intercept", "slope")), residual = sigma(nested),
  se = setNames(as.list(sqrt(diag(as.matrix(vcov(nested))))), c("intercept", "slope")),
  reml_criterion = REMLcrit(nested)[[1]], within = level("p")), level("g"))
# Truth and bias over levels: days as what was so, reaction times in tens as what was thought of it.
judged <- data.frame(truth = some$t, judged = some$y / 10 - 25, g = some$g)
write.csv(judged, "bias-levels.csv", row.names = FALSE, quote = FALSE)
middle <- ave(judged$truth, judged$g)
bias <- lmer(I(judged - middle) ~ I(truth - middle) + (I(truth - middle) | g), judged, control = strict)
bias_levels <- list(b0 = fixef(bias)[[1]], b1 = fixef(bias)[[2]], se = list(b0 = sqrt(vcov(bias)[1, 1]), b1 = sqrt(vcov(bias)[2, 2])),
  sd = setNames(as.list(attr(VarCorr(bias)$g, "stddev")), c("b0", "b1")), correlation = attr(VarCorr(bias)$g, "correlation")[1, 2],
  sigma = sigma(bias))
write_reference("growth", list(sleep = written("growth-sleep", sleep), some = written("growth-some", some),
  heads = written("growth-heads", heads), edge = written("growth-edge", flat),
  levels = levels, bias_levels = bias_levels), c("lme4", "nlme"))
