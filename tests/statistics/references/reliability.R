# Items: attitude (30 clerks, complete), agreeableness of psych's bfi (2800 people, with missing answers, A1 the other way round).
library(psych); source("json.R")
write.csv(attitude, "attitude.csv", row.names = FALSE)
agree <- bfi[, 1:5]
write.csv(agree, "bfi.csv", row.names = FALSE)

told <- function(a) list(
  alpha = a$total$raw_alpha, alpha_standardised = a$total$std.alpha, lambda6 = a$total$`G6(smc)`, average_r = a$total$average_r,
  if_dropped = setNames(as.list(a$alpha.drop$raw_alpha), sub("-", "", rownames(a$alpha.drop))))

one <- function(data) {
  model <- paste("f =~", paste(names(data), collapse = " + "))
  fit <- lavaan::cfa(model, data, std.lv = TRUE, control = list(rel.tol = 1e-12))
  est <- lavaan::lavInspect(fit, "est")
  l <- est$lambda[, 1]
  list(omega = sum(l)^2 / (sum(l)^2 + sum(diag(est$theta))), loadings = as.list(l),
       loadings_standardised = as.list(lavaan::lavInspect(fit, "std")$lambda[, 1]), n = lavaan::nobs(fit))
}
write_reference("reliability", list(
  attitude = told(alpha(attitude)),
  bfi = told(alpha(agree, keys = "A1")),
  bfi_short = { r <- alpha(agree, keys = "A1")$total$raw_alpha; .4 * r / (1 + (.4 - 1) * r) },
  bfi_unreversed = told(suppressWarnings(alpha(agree))),
  omega_attitude = one(attitude[, c("complaints", "learning", "raises", "advance")]),
  omega_bfi = one(transform(agree, A1 = 7 - A1))), c("psych", "lavaan"))
