"""A drawn chunk's people, orders and visits as the contract's tables."""

import numpy as np
import pyarrow as pa

from data.simulator import people
from data.simulator.arrow import ids, names, times
from data.simulator.basket import assortment
from data.simulator.browsing import ACTIONS
from data.simulator.chunk import Chunk
from data.simulator.keys import EVENT_DIGITS, SHOPPER_DIGITS, customer_ids, cut, event_ids, offsets
from data.simulator.purchases import CHANNELS, DEVICES, PAYMENTS, STATUSES
from data.simulator.settings import Ints


def shopping_tables(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    """Return people, orders and visits of the first `keep` shoppers, sorted by customer."""
    order_ids = event_ids(
        "O", chunk, chunk.history.orders.shopper, chunk.history.orders.sequence, EVENT_DIGITS
    )
    return {
        **_people(chunk, keep),
        **_orders(chunk, order_ids, keep),
        **_lines(chunk, order_ids, keep),
        **_visits(chunk, keep),
    }


def _people(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    everyone = np.arange(len(chunk.traits.number))
    gender, birth, group = chunk.protected
    customer = customer_ids(chunk, everyone)
    consents = chunk.consents
    return {
        **cut(
            "customers",
            {"customer_id": customer, "registered_at": times(people.registered_at(chunk.traits))},
            everyone,
            keep,
        ),
        **cut(
            "consents",
            {
                "customer_id": customer_ids(chunk, consents.shopper),
                "purpose": names(consents.purpose, people.PURPOSES),
                "granted_at": times(consents.granted_at),
                "withdrawn_at": times(consents.withdrawn_at, missing=consents.withdrawn_at < 0),
            },
            consents.shopper,
            keep,
        ),
        **cut(
            "protected",
            {
                "customer_id": customer,
                "gender": names(gender, people.GENDERS),
                "birth_date": pa.array(birth.astype(np.int32)).cast(pa.date32()),
                "group": names(group, people.GROUPS),
            },
            everyone,
            keep,
        ),
    }


def _orders(chunk: Chunk, order_ids: pa.Array, keep: int) -> dict[str, pa.Table]:
    history, orders = chunk.history, chunk.history.orders
    address = chunk.traits.number[orders.shopper] * 100 + orders.address
    columns: dict[str, object] = {
        "order_id": order_ids,
        "customer_id": customer_ids(chunk, orders.shopper),
        "ordered_at": times(orders.at),
        "utc_offset_minutes": offsets(len(orders.at)),
        "amount": history.amount,
        "discount": history.discount,
        "channel": names(orders.channel, CHANNELS),
        "device": names(orders.device, DEVICES),
        "payment_method": names(orders.payment, PAYMENTS),
        "instalment_count": orders.instalments,
        "delivery_address_id": ids("D", address, SHOPPER_DIGITS + 2),
        "status": names(orders.status, STATUSES),
        "status_at": times(orders.status_at, missing=orders.status_at < 0),
        "recorded_at": times(orders.recorded_at),
    }
    return cut("orders", columns, orders.shopper, keep)


def _lines(chunk: Chunk, order_ids: pa.Array, keep: int) -> dict[str, pa.Table]:
    lines, shop = chunk.history.lines, assortment()
    product_ids = [f"P{number:04d}" for number in range(len(shop.product_names))]
    columns: dict[str, object] = {
        "order_id": order_ids.take(pa.array(lines.order)),
        "line_no": lines.line_no,
        "product_id": names(lines.product, product_ids),
        "product_name": names(lines.product, shop.product_names),
        "category": names(lines.category, shop.categories),
        "brand": names(*_brand(lines.product)),
        "quantity": lines.quantity,
        "unit_price": lines.unit_price,
    }
    return cut("order_lines", columns, chunk.history.orders.shopper[lines.order], keep)


def _brand(product: Ints) -> tuple[Ints, list[str]]:
    """Return the brands' positions and names: several products share a brand."""
    of_product = assortment().brand_of_product
    brands = sorted(set(of_product))
    return np.array([brands.index(name) for name in of_product])[product], brands


def _visits(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    visits = chunk.history.visits
    columns: dict[str, object] = {
        "visit_id": event_ids("V", chunk, visits.shopper, visits.sequence, EVENT_DIGITS),
        "customer_id": customer_ids(chunk, visits.shopper),
        "visited_at": times(visits.at),
        "utc_offset_minutes": offsets(len(visits.at)),
        "action": names(visits.action, ACTIONS),
        "category": names(visits.category, assortment().categories),
    }
    return cut("visits", columns, visits.shopper, keep)
