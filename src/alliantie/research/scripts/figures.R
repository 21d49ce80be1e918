# Reckons the figures of this export again, from its tables alone, and says of each whether the product says the same.
#
# Rscript figures.R            in the folder of the export; needs nothing but R itself
# Ends with 0 where all agree, with 1 where one differs.

scales <- c("trust", "direction", "bond", "friction")
steps <- c("possible", "begun", "looked", "talked", "agreed")
tolerance <- 1e-9

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
  c(
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
      if (length(columns) > 1) put(paste(name, "alpha"), alpha(one_round))
      both <- !is.na(one) & !is.na(other)
      if (any(both)) {
        x <- one[both]
        y <- other[both]
        put(paste(name, "retest n"), length(x))
        put(paste(name, "retest spread"), sqrt(sum((x - y)^2) / (2 * length(x))))
        varies <- length(x) > 2 && length(unique(x)) > 1 && length(unique(y)) > 1
        put(paste(name, "retest r"), if (varies) cor(x, y) else NA)
      }
    }
  }
  for (scale in scales[1:3]) {
    client <- first[[paste("client", scale)]]
    professional <- first[[paste("professional", scale)]]
    if (any(!is.na(client) & !is.na(professional))) {
      for (what in c("n", "icc1", "double_entry", "pearson", "mean_difference", "sd_difference")) {
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
