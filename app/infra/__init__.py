"""Technology: database, cache, jobs, logs, metrics. Knows neither Discord nor the features."""
