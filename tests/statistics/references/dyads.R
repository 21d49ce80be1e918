# Heads of the first and second son of 25 families (Frets 1921): length by breadth, own and the brother's.
source("json.R")
library(nlme)
heads <- boot::frets
first <- data.frame(family = seq_len(25), son = "first", length = heads$l1, breadth = heads$b1, other = heads$b2)
second <- data.frame(family = seq_len(25), son = "second", length = heads$l2, breadth = heads$b2, other = heads$b1)
sons <- rbind(first, second)
sons <- sons[order(sons$family), ]
write.csv(sons[c("family", "son", "length", "breadth")], "dyads.csv", row.names = FALSE, quote = FALSE)

strict <- glsControl(tolerance = 1e-14, msTol = 1e-14, opt = "nlminb", msMaxIter = 500, maxIter = 500)
alike <- gls(length ~ breadth + other, sons, correlation = corCompSymm(form = ~ 1 | family), method = "REML", control = strict)
roles <- gls(length ~ son - 1 + son:breadth + son:other, sons, correlation = corCompSymm(form = ~ 1 | family),
  weights = varIdent(form = ~ 1 | son), method = "REML", control = strict)
of <- function(fit) coef(fit$modelStruct$corStruct, unconstrained = FALSE)[[1]]
errors <- function(fit) unname(sqrt(diag(vcov(fit))))
ratio <- coef(roles$modelStruct$varStruct, unconstrained = FALSE)[["second"]]
both <- function(values, first, second) list(first = unname(values[first]), second = unname(values[second]))

write_reference("dyads", list(
  alike = list(
    intercept = coef(alike)[[1]], actor = coef(alike)[[2]], partner = coef(alike)[[3]], rho = of(alike),
    sigma = alike$sigma, loglik = as.numeric(logLik(alike)),
    se = list(intercept = errors(alike)[1], actor = errors(alike)[2], partner = errors(alike)[3])),
  by_role = list(
    intercept = both(coef(roles), 1, 2), actor = both(coef(roles), 3, 4), partner = both(coef(roles), 5, 6),
    rho = of(roles), sigma = list(first = roles$sigma, second = roles$sigma * ratio), loglik = as.numeric(logLik(roles)),
    se = list(intercept = both(errors(roles), 1, 2), actor = both(errors(roles), 3, 4), partner = both(errors(roles), 5, 6)))
), c("nlme", "boot"))
