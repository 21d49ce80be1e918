# Charts: the flow rates of the NIST/SEMATECH handbook 6.3.2.2 and the wafers of 6.3.3.2; its printed results stand in the tests.
# Funnel: the definition of Spiegelhalter 2005, appendix A.1.1, with R's pbinom and qbinom.
source("json.R")
sizes <- c(1, 2, 5, 10, 17, 30, 75, 120, 500, 1234, 20000)
write.csv(data.frame(n = sizes), "sizes.csv", row.names = FALSE)
limit <- function(p, target) {
  r <- qbinom(p, sizes, target)
  a <- (pbinom(r, sizes, target) - p) / dbinom(r, sizes, target)
  pmin(pmax((r - a) / sizes, 0), 1)
}
funnel <- function(target) list(`95` = list(lower = limit(.025, target), upper = limit(.975, target)),
                                `99.8` = list(lower = limit(.001, target), upper = limit(.999, target)))
# Overdispersion: the definition of Spiegelhalter 2005 on the scale of the arcsine, for 12 units that differ more than chance explains.
units <- data.frame(r = c(10, 30, 5, 20, 44, 61, 12, 33, 70, 8, 25, 90), n = c(50, 60, 40, 70, 90, 200, 45, 80, 150, 64, 90, 180))
write.csv(units, "units.csv", row.names = FALSE)
z <- with(units, (asin(sqrt(r / n)) - asin(sqrt(.3))) / (1 / (2 * sqrt(n))))
w <- 4 * units$n; k <- nrow(units); ends <- quantile(z, c(.1, .9))
phi <- mean(pmin(pmax(z, ends[1]), ends[2])^2)
tau2 <- max(0, (k * phi - (k - 1)) / (sum(w) - sum(w^2) / sum(w)))
wide <- function(p) sin(pmin(pmax(asin(sqrt(.3)) + qnorm(p) * sqrt(1 / w + tau2), 0), pi / 2))^2
over <- list(phi = phi, tau2 = tau2, z = z, limits = list(`95` = list(lower = wide(.025), upper = wide(.975)),
                                                          `99.8` = list(lower = wide(.001), upper = wide(.999))))

p <- c(0.01, 0.04, 0.03, 0.005, 0.8, 0.03)
write.csv(data.frame(p), "p_values.csv", row.names = FALSE)
write_reference("limits", list(funnel_20 = funnel(.2), funnel_97 = funnel(.97), funnel_001 = funnel(.001), overdispersion = over, holm = p.adjust(p, "holm")))
