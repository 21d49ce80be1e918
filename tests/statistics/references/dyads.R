# Heads of the first and second son of 25 families (Frets 1921): length by breadth, own and the brother's.
source("json.R")
library(nlme)
heads <- boot::frets
first <- data.frame(family = seq_len(25), son = "first", length = heads$l1, breadth = heads$b1, other = heads$b2)
second <- data.frame(family = seq_len(25), son = "second", length = heads$l2, breadth = heads$b2, other = heads$b1)
sons <- rbind(first, second)
sons <- sons[order(sons$family), ]
write.csv(sons[c("family", "son", "length", "breadth")], "dyads.csv", row.names = FALSE, quote = FALSE)

# And with some outcomes missing, and the breadth of one head, which both of its family need.
some <- sons
some$length[c(3, 8, 16, 21, 22, 35)] <- NA
some$breadth[some$family == 23 & some$son == "first"] <- some$other[some$family == 23 & some$son == "second"] <- NA
write.csv(some[c("family", "son", "length", "breadth")], "dyads-some.csv", row.names = FALSE, quote = FALSE)

strict <- glsControl(tolerance = 1e-14, msTol = 1e-14, opt = "nlminb", msMaxIter = 500, maxIter = 500)
alike <- function(data) gls(length ~ breadth + other, data, correlation = corCompSymm(form = ~ 1 | family), method = "REML",
  control = strict, na.action = na.omit)
roles <- function(data) gls(length ~ son - 1 + son:breadth + son:other, data, correlation = corCompSymm(form = ~ 1 | family),
  weights = varIdent(form = ~ 1 | son), method = "REML", control = strict, na.action = na.omit)
of <- function(fit) coef(fit$modelStruct$corStruct, unconstrained = FALSE)[[1]]
errors <- function(fit) unname(sqrt(diag(vcov(fit))))
both <- function(values, first, second) list(first = unname(values[first]), second = unname(values[second]))
told_alike <- function(fit) list(
  intercept = coef(fit)[[1]], actor = coef(fit)[[2]], partner = coef(fit)[[3]], rho = of(fit),
  sigma = fit$sigma, loglik = as.numeric(logLik(fit)),
  se = list(intercept = errors(fit)[1], actor = errors(fit)[2], partner = errors(fit)[3]))
told_roles <- function(fit) {
  # The role without a ratio of its own is the one nlme met first.
  ratios <- coef(fit$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
  sigmas <- fit$sigma * ratios[c("first", "second")]
  list(intercept = both(coef(fit), 1, 2), actor = both(coef(fit), 3, 4), partner = both(coef(fit), 5, 6),
       rho = of(fit), sigma = as.list(sigmas), loglik = as.numeric(logLik(fit)),
       se = list(intercept = both(errors(fit), 1, 2), actor = both(errors(fit), 3, 4), partner = both(errors(fit), 5, 6)))
}
write_reference("dyads", list(alike = told_alike(alike(sons)), by_role = told_roles(roles(sons)),
  some_alike = told_alike(alike(some)), some_by_role = told_roles(roles(some))), c("nlme", "boot"))
