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
write_reference("growth", list(sleep = written("growth-sleep", sleep), some = written("growth-some", some),
  heads = written("growth-heads", heads), edge = written("growth-edge", flat)), c("lme4", "nlme"))
