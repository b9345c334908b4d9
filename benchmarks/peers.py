"""Everyone's features as somebody would compute them with pandas, and with Polars.

A part that stands for all: counts, sums, shares, medians, gaps, entropy and loyalty over orders,
lines and visits, 26 of our 93 features and every kind of work in them. The files are read
beforehand, outside of the time; the libraries get whole tables in memory, sorted as they are
on the disk.
"""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

from data.simulator.settings import settings

REFERENCE = Path(__file__).parent.parent / "data" / "reference" / "categories.csv"
SAMPLE_EVERY = 97
COLUMNS = {
    "customers": ("customer_id",),
    "orders": ("order_id", "customer_id", "ordered_at", "utc_offset_minutes", "amount", "status",
               "status_at", "recorded_at", "payment_method", "delivery_address_id"),
    "order_lines": ("order_id", "product_id", "category", "brand", "quantity", "unit_price"),
    "visits": ("customer_id", "visited_at", "action"),
}  # fmt: skip
FEATURES = (
    "order_count", "active_months", "days_since_last_order", "history_days", "order_count_90d",
    "basket_median", "basket_max", "night_order_share", "weekend_order_share",
    "returned_order_share", "payment_method_count", "address_count", "same_address_share",
    "gap_median_days", "gap_longest_days", "same_weekday_share", "category_count",
    "category_entropy", "category_loyalty", "brand_loyalty", "repeat_product_share",
    "items_per_order", "unit_price_median", "necessity_share", "visit_count", "search_share",
)  # fmt: skip
COUNTS = ("order_count", "active_months", "order_count_90d", "visit_count")  # none is 0
DAY_S = 86_400
Spent = tuple[float, float]  # seconds by the wall, and of CPU


def run(name: str, files: Path, sample: Path) -> tuple[float, float, int]:
    """Compute the features of a folder of contract files by a peer.

    Parameters
    ----------
    name : str
        ``pandas`` or ``polars``.
    files : Path
        Contract files as Parquet.
    sample : Path
        Parquet file to write every 97th shopper's features to.

    Returns
    -------
    tuple of float, float and int
        Seconds from the library's own tables on, by the wall and of CPU, and orders.
    """
    tables = {
        table: pq.read_table(files / f"{table}.parquet", columns=list(columns))
        for table, columns in COLUMNS.items()
    }
    as_of = datetime.combine(settings().as_of, datetime.min.time())
    (seconds, cpu_seconds), found = PEERS[name](tables, as_of)
    found[::SAMPLE_EVERY].to_parquet(sample, index=False)
    return seconds, cpu_seconds, tables["orders"].num_rows


def _clocks() -> Spent:
    return time.perf_counter(), time.process_time()


def _since(start: Spent) -> Spent:
    wall, cpu = _clocks()
    return wall - start[0], cpu - start[1]


def by_pandas(tables: dict[str, Any], as_of: datetime) -> tuple[Spent, pd.DataFrame]:
    """Compute them with pandas; ids become whole numbers first, which groups faster."""
    orders, lines, visits, customers = (
        tables[name].to_pandas() for name in ("orders", "order_lines", "visits", "customers")
    )
    kinds = pd.read_csv(REFERENCE).set_index("category")
    start = _clocks()
    index = pd.Index(customers["customer_id"])
    orders["who"] = index.get_indexer(orders["customer_id"])
    orders = orders[
        (orders["ordered_at"] < as_of)
        & (orders["recorded_at"].fillna(orders["ordered_at"]) < as_of)
    ].sort_values(["who", "ordered_at", "order_id"])
    orders["status"] = orders["status"].where(orders["status_at"] < as_of, "open")
    local = orders["ordered_at"] + pd.to_timedelta(orders["utc_offset_minutes"], unit="min")
    orders["month"] = local.dt.year * 12 + local.dt.month
    orders["weekday"] = local.dt.day_of_week
    orders["is_night"] = local.dt.hour < 6
    orders["is_weekend"] = orders["weekday"] >= 5
    orders["days"] = (as_of - orders["ordered_at"]).dt.total_seconds() / DAY_S
    orders["is_recent"] = orders["days"] <= 90
    orders["settled"] = orders["status"] != "open"
    orders["returned"] = orders["status"] == "returned"
    orders["kept_amount"] = orders["amount"].where(orders["status"].isin(["open", "completed"]))
    orders["gap"] = orders.groupby("who")["ordered_at"].diff().dt.total_seconds() / DAY_S
    of = orders.groupby("who")
    found = of.agg(
        order_count=("days", "size"), active_months=("month", "nunique"),
        days_since_last_order=("days", "min"), history_days=("days", "max"),
        order_count_90d=("is_recent", "sum"), basket_median=("kept_amount", "median"),
        basket_max=("kept_amount", "max"), night_order_share=("is_night", "mean"),
        weekend_order_share=("is_weekend", "mean"), settled=("settled", "sum"),
        returned=("returned", "sum"), payment_method_count=("payment_method", "nunique"),
        gap_median_days=("gap", "median"), gap_longest_days=("gap", "max"),
    )  # fmt: skip
    found["returned_order_share"] = found.pop("returned") / found.pop("settled").replace(0, np.nan)
    addresses = orders.groupby(["who", "delivery_address_id"]).size().groupby("who")
    found["address_count"] = addresses.size()
    found["same_address_share"] = addresses.max() / addresses.sum()
    habit = found["order_count"] >= 3
    weekdays = orders.groupby(["who", "weekday"]).size().groupby("who").max()
    found["same_weekday_share"] = (weekdays / found["order_count"]).where(habit)
    found.loc[~habit, ["gap_median_days", "gap_longest_days"]] = np.nan
    _lines_by_pandas(orders, lines, kinds, found, habit)
    visits = visits[visits["visited_at"] < as_of]
    seen = pd.DataFrame(
        {"who": index.get_indexer(visits["customer_id"]), "search": visits["action"] == "search"}
    ).groupby("who")["search"]
    found = found.reindex(range(len(index)))
    found["visit_count"] = seen.size()
    found["search_share"] = seen.mean()
    found[list(COUNTS)] = found[list(COUNTS)].fillna(0)
    found["customer_id"] = index
    return _since(start), found


def _lines_by_pandas(
    orders: pd.DataFrame, lines: pd.DataFrame, kinds: pd.DataFrame, found: pd.DataFrame, habit: Any
) -> None:
    known = orders.loc[
        orders["status"].isin(["open", "completed", "returned"]), ["order_id", "who"]
    ]
    lines = lines.merge(known, on="order_id")
    lines = lines[~lines["category"].map(kinds["is_sensitive"])]
    lines["value"] = lines["quantity"].astype("int64") * lines["unit_price"]
    necessity = lines["category"].map(kinds["spending_group"]) == "necessity"
    lines["necessity"] = lines["value"].where(necessity, 0)
    bought = lines.groupby("who").agg(
        value=("value", "sum"), items=("quantity", "sum"), orders=("order_id", "nunique"),
        price=("unit_price", "median"), necessity=("necessity", "sum"),
    )  # fmt: skip
    spent = lines.groupby(["who", "category"])["value"].sum()
    share = (
        spent[spent > 0]
        / bought["value"].reindex(spent[spent > 0].index.get_level_values("who")).to_numpy()
    )
    bits = (-share * np.log(share)).mul(1e6).round().groupby("who")
    found["category_count"] = bits.size()
    found["category_entropy"] = bits.sum() / 1e6
    found["category_loyalty"] = (spent.groupby("who").max() / bought["value"]).where(habit)
    brands = lines.groupby(["who", "brand"]).size().groupby("who")
    found["brand_loyalty"] = (brands.max() / brands.sum()).where(habit)
    products = lines.groupby(["who", "product_id"]).size()
    again = products.where(products > 1, 0).groupby("who").sum()
    found["repeat_product_share"] = (again / products.groupby("who").sum()).where(habit)
    found["items_per_order"] = bought["items"] / bought["orders"]
    found["unit_price_median"] = bought["price"]
    found["necessity_share"] = bought["necessity"] / bought["value"].replace(0, np.nan)


def by_polars(tables: dict[str, Any], as_of: datetime) -> tuple[Spent, pd.DataFrame]:
    """Compute them with Polars, lazily, so that it plans the whole."""
    frames = {name: pl.from_arrow(table).lazy() for name, table in tables.items()}  # type: ignore[union-attr]
    kinds = pl.read_csv(REFERENCE).lazy()
    start = _clocks()
    found = _plan(frames, kinds, as_of).collect()
    return _since(start), found.to_pandas()


def _plan(frames: dict[str, pl.LazyFrame], kinds: pl.LazyFrame, as_of: datetime) -> pl.LazyFrame:
    at = pl.lit(as_of).cast(pl.Datetime("us"))
    local = pl.col("ordered_at") + pl.duration(minutes=pl.col("utc_offset_minutes"))
    orders = (
        frames["orders"]
        .filter((pl.col("ordered_at") < at) & (pl.coalesce("recorded_at", "ordered_at") < at))
        .with_columns(
            status=pl.when(pl.col("status_at") < at).then("status").otherwise(pl.lit("open")),
            month=local.dt.year() * 12 + local.dt.month(), weekday=local.dt.weekday(),
            hour=local.dt.hour(),
            days=(at - pl.col("ordered_at")).dt.total_microseconds() / 1e6 / DAY_S,
        )
        .sort("customer_id", "ordered_at", "order_id")
    )  # fmt: skip
    kept = pl.col("amount").filter(pl.col("status").is_in(["open", "completed"]))
    gap = pl.col("ordered_at").diff().dt.total_microseconds() / 1e6 / DAY_S
    habit = pl.len() >= 3
    of_orders = orders.group_by("customer_id").agg(
        order_count=pl.len(), active_months=pl.col("month").n_unique(),
        days_since_last_order=pl.col("days").min(), history_days=pl.col("days").max(),
        order_count_90d=(pl.col("days") <= 90).sum(), basket_median=kept.median(),
        basket_max=kept.max(), night_order_share=(pl.col("hour") < 6).mean(),
        weekend_order_share=(pl.col("weekday") >= 6).mean(),
        returned_order_share=(pl.col("status") == "returned").sum()
        / pl.when((pl.col("status") != "open").sum() > 0).then((pl.col("status") != "open").sum()),
        payment_method_count=pl.col("payment_method").drop_nulls().n_unique(),
        gap_median_days=pl.when(habit).then(gap.median()),
        gap_longest_days=pl.when(habit).then(gap.max()),
        same_weekday_share=pl.when(habit).then(
            pl.col("weekday").value_counts().struct.field("count").max() / pl.len()
        ),
    )  # fmt: skip
    addresses = (
        orders.drop_nulls("delivery_address_id")
        .group_by("customer_id", "delivery_address_id").len().group_by("customer_id")
        .agg(address_count=pl.len(), same_address_share=pl.col("len").max() / pl.col("len").sum())
    )  # fmt: skip
    visits = (
        frames["visits"].filter(pl.col("visited_at") < at).group_by("customer_id")
        .agg(visit_count=pl.len(), search_share=(pl.col("action") == "search").mean())
    )  # fmt: skip
    parts = [of_orders, addresses, *_lines_by_polars(orders, frames["order_lines"], kinds), visits]
    whole = frames["customers"]
    for part in parts:
        whole = whole.join(part, on="customer_id", how="left", maintain_order="left")
    enough = pl.col("order_count") >= 3
    whole = whole.with_columns(
        pl.when(enough).then(name).alias(name)
        for name in ("category_loyalty", "brand_loyalty", "repeat_product_share")
    )
    return whole.with_columns(pl.col(COUNTS).fill_null(0)).select("customer_id", *FEATURES)


def _lines_by_polars(
    orders: pl.LazyFrame, given: pl.LazyFrame, kinds: pl.LazyFrame
) -> list[pl.LazyFrame]:
    known = orders.filter(pl.col("status").is_in(["open", "completed", "returned"]))
    lines = (
        given.join(known.select("order_id", "customer_id"), on="order_id")
        .join(kinds.filter(~pl.col("is_sensitive")), on="category")
        .with_columns(value=pl.col("quantity").cast(pl.Int64) * pl.col("unit_price"))
    )
    value = pl.col("value")
    bought = lines.group_by("customer_id").agg(
        items_per_order=pl.col("quantity").sum() / pl.col("order_id").n_unique(),
        unit_price_median=pl.col("unit_price").median(),
        necessity_share=value.filter(pl.col("spending_group") == "necessity").sum()
        / pl.when(value.sum() > 0).then(value.sum()),
    )
    share = value.filter(value > 0) / value.sum()
    categories = (
        lines.group_by("customer_id", "category").agg(value.sum()).group_by("customer_id")
        .agg(
            category_count=(value > 0).sum(),
            category_entropy=((-share * share.log()) * 1e6).round().sum() / 1e6,
            category_loyalty=value.max() / value.sum(),
        )
    )  # fmt: skip
    brands = (
        lines.drop_nulls("brand").group_by("customer_id", "brand").len().group_by("customer_id")
        .agg(brand_loyalty=pl.col("len").max() / pl.col("len").sum())
    )  # fmt: skip
    count = pl.col("len")
    products = (
        lines.drop_nulls("product_id").group_by("customer_id", "product_id").len()
        .group_by("customer_id")
        .agg(repeat_product_share=count.filter(count > 1).sum() / count.sum())
    )  # fmt: skip
    return [bought, categories, brands, products]


PEERS: dict[str, Callable[[dict[str, Any], datetime], tuple[Spent, pd.DataFrame]]] = {
    "pandas": by_pandas,
    "polars": by_polars,
}
