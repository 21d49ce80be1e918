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
p <- c(0.01, 0.04, 0.03, 0.005, 0.8, 0.03)
write.csv(data.frame(p), "p_values.csv", row.names = FALSE)
write_reference("limits", list(funnel_20 = funnel(.2), funnel_97 = funnel(.97), funnel_001 = funnel(.001), holm = p.adjust(p, "holm")))
