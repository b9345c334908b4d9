"""Charts: computed numbers in, a Plotly figure out."""
