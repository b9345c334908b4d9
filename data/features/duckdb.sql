-- The shim: what DuckDB and Spark spell differently. Feature files use these names only.
create or replace temp macro local_time(instant, offset_minutes) as instant + to_minutes(cast(offset_minutes as integer));
create or replace temp macro secs_between(earlier, later) as cast(date_diff('microsecond', earlier, later) as double) / 1e6;
create or replace temp macro weekday_of(day) as isodow(day) - 1;
create or replace temp macro squared(whole) as cast(whole as hugeint) * whole;
create or replace temp macro ratio(part, whole) as case when whole = 0 then null else cast(part as double) / cast(whole as double) end;
create or replace temp macro micros(number) as cast(round(number * 1e6) as bigint);
