# Reckons the figures of this export again, from its tables alone, and says of each whether the product says the same.
#
# Rscript figures.R            in the folder of the export; needs nothing but R itself
# Ends with 0 where all agree, with 1 where one differs.

scales <- c("trust", "direction", "bond", "friction")
steps <- c("possible", "begun", "looked", "talked", "agreed")
tolerance <- 1e-9
level <- 0.975 # two-sided, 95 %
least_unique <- 1e-4 # an item with less variance of its own is the factor itself: no omega

arguments <- commandArgs(trailingOnly = FALSE)
here <- sub("^--file=", "", arguments[grepl("^--file=", arguments)])
if (length(here) == 1) setwd(dirname(normalizePath(here)))

# A table may be empty but for its first line.
take <- function(name) {
  read.csv(name, check.names = FALSE, na.strings = "", stringsAsFactors = FALSE, encoding = "UTF-8", colClasses = "character")
}

# Cronbach's alpha from covariances over those who answered both of two items.
alpha <- function(items) {
  k <- ncol(items)
  together <- crossprod(!is.na(items))
  if (min(together) < 3) stop("too few")
  if (any(apply(items, 2, function(x) length(unique(x[!is.na(x)])) < 2))) stop("an item does not vary")
  covariances <- cov(items, use = "pairwise.complete.obs")
  if (sum(covariances) <= 1e-12 * sum(abs(covariances))) stop("the sum does not vary")
  k / (k - 1) * (1 - sum(diag(covariances)) / sum(covariances))
}

# McDonald's omega of one factor by maximum likelihood (expectation and maximisation), over who answered every item.
omega <- function(items) {
  known <- items[rowSums(is.na(items)) == 0, , drop = FALSE]
  k <- ncol(known)
  n <- nrow(known)
  if (n <= k || any(apply(known, 2, function(x) length(unique(x)) < 2))) stop("too few, or no variance")
  table <- cov(known) * (n - 1) / n
  spread <- sqrt(diag(table))
  table <- table / outer(spread, spread)
  if (min(eigen(table, symmetric = TRUE, only.values = TRUE)$values) < 1e-10) stop("an item follows from the others")
  loadings <- rep(0.7, k)
  unique_part <- rep(0.51, k)
  for (step in 1:20000) {
    inner <- 1 + sum(loadings^2 / unique_part)
    weights <- loadings / unique_part / inner
    with_items <- as.vector(table %*% weights)
    moved <- with_items / (1 / inner + sum(weights * with_items))
    apart <- max(abs(moved - loadings))
    loadings <- moved
    unique_part <- 1 - moved * with_items
    if (min(unique_part) <= least_unique) stop("an item has no variance of its own")
    if (apart < 1e-14) {
      common <- sum(loadings * spread)^2
      return(common / (common + sum(spread^2 * (1 - loadings^2))))
    }
  }
  stop("no convergence")
}

t_reach <- function(x) qt(level, length(x) - 1) * sd(x) / sqrt(length(x))

r_interval <- function(r, n) {
  if (n < 4 || abs(r) >= 1) stop("no interval")
  tanh(atanh(r) + c(-1, 1) * qnorm(level) / sqrt(n - 3))
}

# Jacobson and Truax: how many changed more than the error of measurement explains.
change <- function(one, other, reliability) {
  both <- !is.na(one) & !is.na(other)
  moved <- (other - one)[both]
  if (length(moved) < 3 || length(unique(one[both])) < 2 || reliability < 0 || reliability >= 1) stop("nothing to say")
  sem <- sd(one[both]) * sqrt(1 - reliability)
  critical <- qnorm(level) * sqrt(2) * sem
  higher <- sum(moved >= critical)
  lower <- sum(moved <= -critical)
  c(sem = sem, critical = critical, higher = higher, same = length(moved) - higher - lower, lower = lower)
}

# The mean of the answered items, where three quarters of them are answered.
score <- function(items) {
  given <- rowSums(!is.na(items))
  ifelse(given > 0 & given >= 0.75 * ncol(items), rowSums(items, na.rm = TRUE) / given, NA)
}

agreement <- function(client, professional) {
  both <- !is.na(client) & !is.na(professional)
  x <- client[both]
  y <- professional[both]
  n <- length(x)
  if (n < 3 || length(unique(x)) < 2 || length(unique(y)) < 2) stop("too few, or no variance")
  between <- 2 * var((x + y) / 2)
  within <- mean((x - y)^2 / 2)
  apart <- x - y
  f <- c(qf(level, n - 1, n), 1 / qf(level, n, n - 1))
  likeness <- if (between > 0) (between - f * within) / (between + f * within) else c(-1, -1)
  r <- if (n > 3 && abs(cor(x, y)) < 1) r_interval(cor(x, y), n) else c(NA, NA)
  c(
    "icc1 low" = likeness[1], "icc1 high" = likeness[2], "pearson low" = r[1], "pearson high" = r[2],
    "mean_difference low" = mean(apart) - t_reach(apart), "mean_difference high" = mean(apart) + t_reach(apart),
    n = n, icc1 = (between - within) / (between + within), double_entry = cor(c(x, y), c(y, x)),
    pearson = cor(x, y), mean_difference = mean(x - y), sd_difference = sd(x - y)
  )
}

figures <- new.env()
put <- function(name, value) assign(name, tryCatch(as.numeric(value), error = function(e) NA_real_), envir = figures)

of_line <- function(line, rows, book) {
  pairs <- sort(unique(as.integer(rows$pair)))
  length_of <- strsplit(line, "/")[[1]][4]
  first <- list()
  for (role in c("client", "professional")) {
    for (scale in scales) {
      asked <- sapply(strsplit(as.character(book$lengths), " "), function(x) length_of %in% x)
      columns <- book$name[book$role %in% role & book$scale %in% scale & asked]
      answers <- function(place) {
        made <- matrix(NA_real_, length(pairs), length(columns))
        for (at in seq_along(pairs)) {
          found <- rows[as.integer(rows$pair) == pairs[at] & rows$role == role, columns, drop = FALSE]
          if (nrow(found) >= place) made[at, ] <- as.numeric(unlist(found[place, ]))
        }
        made
      }
      one_round <- answers(1)
      one <- score(one_round)
      other <- score(answers(2))
      first[[paste(role, scale)]] <- one
      name <- paste(line, role, scale)
      known <- one[!is.na(one)]
      put(paste(name, "n"), length(known))
      put(paste(name, "mean"), if (length(known) > 0) mean(known) else NA)
      put(paste(name, "sd"), sd(known))
      put(paste(name, "mean low"), if (length(known) > 1) mean(known) - t_reach(known) else NA)
      put(paste(name, "mean high"), if (length(known) > 1) mean(known) + t_reach(known) else NA)
      if (length(columns) > 1) put(paste(name, "alpha"), alpha(one_round))
      if (length(columns) > 2) put(paste(name, "omega"), omega(one_round))
      both <- !is.na(one) & !is.na(other)
      if (any(both)) {
        x <- one[both]
        y <- other[both]
        put(paste(name, "retest n"), length(x))
        put(paste(name, "retest spread"), sqrt(sum((x - y)^2) / (2 * length(x))))
        varies <- length(x) > 2 && length(unique(x)) > 1 && length(unique(y)) > 1
        put(paste(name, "retest r"), if (varies) cor(x, y) else NA)
        put(paste(name, "retest r low"), if (varies) r_interval(cor(x, y), length(x))[1] else NA)
        put(paste(name, "retest r high"), if (varies) r_interval(cor(x, y), length(x))[2] else NA)
        reliability <- if (length(columns) > 1) tryCatch(alpha(one_round), error = function(e) NA) else NA
        if (!is.na(reliability)) {
          for (what in c("sem", "critical", "higher", "same", "lower")) {
            put(paste(name, "change", what), change(one, other, reliability)[[what]])
          }
        }
      }
    }
  }
  for (scale in scales[1:3]) {
    client <- first[[paste("client", scale)]]
    professional <- first[[paste("professional", scale)]]
    if (any(!is.na(client) & !is.na(professional))) {
      ends <- as.vector(outer(c("icc1", "pearson", "mean_difference"), c("low", "high"), paste))
      for (what in c("n", "icc1", "double_entry", "pearson", "mean_difference", "sd_difference", ends)) {
        put(paste(line, "pair", scale, what), agreement(client, professional)[[what]])
      }
    }
  }
}

# Shares of which only whole tens are known: from the least to the most each can be, and how far chance goes.
of_process <- function(name, rows, steps, width = 9) {
  for (practice in sort(unique(rows$practice))) {
    all_here <- rows[rows$practice == practice, ]
    for (step in seq_len(length(steps) - 1)) {
      of <- steps[step]
      part <- steps[step + 1]
      here <- all_here[!is.na(all_here[[of]]) & !is.na(all_here[[part]]), ]
      if (nrow(here) < 2) next
      count <- as.numeric(here[[part]])
      size <- as.numeric(here[[of]])
      low <- sum(count) / sum(size + width)
      high <- min(sum(count + width) / sum(size), 1)
      candidates <- c(low, high, min(max(0.5, low), high))
      spread <- candidates[which.max(candidates * (1 - candidates))]
      reach <- 3 * sqrt(spread * (1 - spread) / size)
      values <- list(
        least = count / (size + width), most = pmin((count + width) / size, 1),
        lower = pmax(low - reach, 0), upper = pmin(high + reach, 1)
      )
      for (what in names(values)) {
        for (at in seq_along(size)) {
          put(paste0(name, " ", practice, " ", here$period[at], " ", part, "/", of, " ", what), values[[what]][at])
        }
      }
    }
  }
}

rows <- take("answers.csv")
book <- take("codebook.csv")
for (line in sort(unique(rows$line))) of_line(line, rows[rows$line == line, ], book)
of_process("rounds", take("rounds.csv"), steps)
of_process("endings", take("endings.csv"), c("ended", "negative"))

said <- take("figures.csv")
differ <- 0
for (name in sort(union(said$figure, ls(figures)))) {
  mine <- if (exists(name, envir = figures, inherits = FALSE)) get(name, envir = figures) else NA_real_
  theirs <- if (name %in% said$figure) as.numeric(said$value[said$figure == name]) else NA_real_
  same <- (is.na(mine) && is.na(theirs)) ||
    (!is.na(mine) && !is.na(theirs) && abs(mine - theirs) <= tolerance * max(1, abs(theirs)))
  differ <- differ + !same
  cat(if (same) "agree " else "DIFFER", " ", name, ": ", format(mine, digits = 12), " (product: ", format(theirs, digits = 12), ")\n", sep = "")
}
cat(nrow(said), "figures,", differ, "differ\n")
quit(status = if (differ > 0 || nrow(said) == 0) 1 else 0)
