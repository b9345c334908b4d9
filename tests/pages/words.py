"""What a reader sees in a table that holds numbers."""

import pandas as pd
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1.element_tree import Dataframe


def words(element: Dataframe) -> pd.DataFrame:
    """Give a table as it reads; one without words of its own as it is."""
    values = element.value
    styled = element.proto.arrow_data.styler.display_values
    if not styled:
        return values
    read = convert_arrow_bytes_to_pandas_df(styled)
    read.columns = values.columns
    return read.mask(values.isna(), element.proto.placeholder)
