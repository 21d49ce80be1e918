# Holzinger & Swineford 1939 (three factors, two schools), and part of the Big Five inventory of psych (four factors, two
# sexes, answers missing and items turned round).
source("json.R")
suppressMessages(library(lavaan))
# The strictest search that still ends: at the best, lavaan's search cannot see any progress and calls that a failure.
best <- function(...) {
  for (tolerance in 10^-(14:9)) {
    fit <- suppressWarnings(cfa(..., control = list(rel.tol = tolerance)))
    if (lavInspect(fit, "converged")) return(fit)
  }
}

syntax <- function(factors) paste(names(factors), "=~", sapply(factors, paste, collapse = " + "), collapse = "\n")
one <- function(factors, data) {
  fit <- best(syntax(factors), data)
  m <- as.list(fitMeasures(fit))
  est <- lavInspect(fit, "est")
  std <- lavInspect(fit, "std")
  se <- lavInspect(fit, "se")
  by_factor <- function(matrix) sapply(names(factors), function(f) as.list(matrix[factors[[f]], f]), simplify = FALSE)
  free <- function(matrix) sapply(names(factors), function(f) as.list(matrix[factors[[f]][-1], f]), simplify = FALSE)
  square <- function(matrix) sapply(names(factors), function(f) as.list(matrix[f, names(factors)]), simplify = FALSE)
  omega <- sapply(names(factors), function(f) {
    common <- sum(est$lambda[, f])^2 * est$psi[f, f]
    common / (common + sum(diag(est$theta)[factors[[f]]]))
  }, simplify = FALSE)
  list(n = m$ntotal, chi2 = m$chisq, df = m$df, p = pchisq(m$chisq, m$df, lower.tail = FALSE), cfi = m$cfi, tli = m$tli, rmsea = m$rmsea, srmr = m$srmr,
    loglik = m$logl, aic = m$aic, bic = m$bic, loadings = by_factor(est$lambda), standardised = by_factor(std$lambda),
    factor_correlations = square(std$psi), residual_variances = as.list(diag(est$theta)),
    factor_covariances = square(est$psi), omega = omega,
    se = list(loadings = free(se$lambda), residual_variances = as.list(diag(se$theta)), factor_covariances = square(se$psi)))
}
# The limits of the RMSEA to more digits than lavaan's own search for them gives.
interval <- function(fit) {
  limit <- function(below) {
    off <- function(l) pchisq(fit$chi2, fit$df, l) - below
    if (off(0) < 0) return(0)
    sqrt(uniroot(off, c(0, fit$chi2 * 4), tol = 1e-13)$root / fit$df / fit$n)
  }
  c(fit, list(rmsea_ci = c(limit(0.95), limit(0.05))))
}
ladder <- function(factors, data, group) {
  equal <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"),
    strict = c("loadings", "intercepts", "residuals"))
  before <- NULL
  steps <- list()
  for (name in names(equal)) {
    fit <- best(syntax(factors), data, group = group, group.equal = equal[[name]])
    m <- as.list(fitMeasures(fit))
    steps[[name]] <- list(chi2 = m$chisq, df = m$df, cfi = m$cfi, rmsea = m$rmsea, p_difference = NA)
    if (!is.null(before)) steps[[name]]$p_difference <- pchisq(m$chisq - before$chisq, m$df - before$df, lower.tail = FALSE)
    if (is.null(before)) srmr <- m$srmr_bentler_nomean
    before <- m
  }
  list(invariance = steps, srmr = srmr)
}

three <- list(visual = c("x1", "x2", "x3"), textual = c("x4", "x5", "x6"), speed = c("x7", "x8", "x9"))
schools <- HolzingerSwineford1939[c("school", paste0("x", 1:9))]
write.csv(schools, "cfa-schools.csv", row.names = FALSE, quote = FALSE)
schools <- read.csv("cfa-schools.csv")

four <- list(agreeable = paste0("A", 1:4), careful = paste0("C", 1:4), outgoing = paste0("E", 1:4), anxious = paste0("N", 1:4))
data(bfi, package = "psych")
five <- bfi[1:700, c(unlist(four), "gender")]
names(five) <- c(unlist(four), "sex")
write.csv(five, "cfa-five.csv", row.names = FALSE, quote = FALSE, na = "")
write_reference("cfa", list(
  schools = interval(one(three, schools)), schools_apart = ladder(three, schools, "school"),
  five = interval(one(four, five)), five_apart = ladder(four, five, "sex")
), c("lavaan", "psych"))
