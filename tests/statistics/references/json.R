# write_reference("name", list(...)): results with all digits and the versions they come from.
write_reference <- function(name, results, packages = character()) {
  versions <- sapply(packages, function(p) as.character(packageVersion(p)))
  results$made_with <- as.list(c(R = paste(R.version$major, R.version$minor, sep = "."), versions))
  text <- jsonlite::toJSON(results, digits = NA, auto_unbox = TRUE, pretty = TRUE, na = "null")
  writeLines(text, paste0(name, ".json"))
}
