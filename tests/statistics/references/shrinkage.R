# Groups: Dyestuff (batches of equal size, lme4), bdf of nlme (pupils in 131 schools of unequal size), Dyestuff2 (no variance
# between). Estimates: metafor's dat.bcg (log relative risks of 13 trials) and the eight schools of Rubin 1981.
library(lme4); library(metafor); source("json.R")
data(Dyestuff); data(Dyestuff2); data(bdf, package = "nlme")
schools <- data.frame(schoolNR = bdf$schoolNR, langPOST = bdf$langPOST)
write.csv(Dyestuff, "dyestuff.csv", row.names = FALSE)
write.csv(Dyestuff2, "dyestuff2.csv", row.names = FALSE)
write.csv(schools, "bdf.csv", row.names = FALSE, quote = FALSE)
groups <- function(outcome, group, data) {
  fit <- lmer(as.formula(paste(outcome, "~ 1 + (1 |", group, ")")), data, REML = TRUE,
              control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12), check.conv.singular = "ignore"))
  v <- as.data.frame(VarCorr(fit))$vcov
  r <- ranef(fit, condVar = TRUE)[[1]]
  list(mean = unname(fixef(fit)), se = sqrt(vcov(fit)[1, 1]), between = v[1], within = v[2],
       effects = setNames(as.list(r[, 1]), rownames(r)),
       effects_se = setNames(as.list(sqrt(attr(r, "postVar")[1, 1, ])), rownames(r)))
}
bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
trials <- data.frame(y = as.numeric(bcg$yi), se = sqrt(bcg$vi))
eight <- data.frame(y = c(28, 8, -3, 7, -1, 1, 18, 12), se = c(15, 10, 16, 11, 9, 11, 10, 18))
write.csv(format(trials, digits = 17), "bcg.csv", row.names = FALSE, quote = FALSE)
write.csv(eight, "eight_schools.csv", row.names = FALSE)
estimates <- function(d) {
  fit <- rma(yi = d$y, sei = d$se, method = "REML", control = list(threshold = 1e-14, maxiter = 1000))
  b <- blup(fit)
  list(tau2 = fit$tau2, pooled = as.numeric(fit$beta), se = fit$se, shrunken = b$pred, shrunken_se = b$se)
}
write_reference("shrinkage", list(dyestuff = groups("Yield", "Batch", Dyestuff), dyestuff2 = groups("Yield", "Batch", Dyestuff2),
  bdf = groups("langPOST", "schoolNR", schools), bcg = estimates(trials), eight_schools = estimates(eight)), c("lme4", "metafor"))
