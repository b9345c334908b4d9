-- The shim: what DuckDB and Spark spell differently. Feature files use these names only.
create or replace temporary function local_time(instant timestamp_ntz, offset_minutes int) returns timestamp_ntz return instant + make_dt_interval(0, 0, offset_minutes);
create or replace temporary function secs_between(earlier timestamp_ntz, later timestamp_ntz) returns double return cast(timestampdiff(microsecond, earlier, later) as double) / 1e6;
create or replace temporary function weekday_of(day timestamp_ntz) returns int return weekday(day);
create or replace temporary function squared(whole bigint) returns decimal(38, 0) return cast(whole as decimal(38, 0)) * cast(whole as decimal(38, 0));
create or replace temporary function ratio(part double, whole double) returns double return case when whole = 0 then null else part / whole end;
create or replace temporary function micros(number double) returns bigint return cast(round(number * 1e6) as bigint);
