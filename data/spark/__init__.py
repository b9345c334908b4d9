"""Features on Apache Spark: the same SQL files, past one machine."""
