"""The app: `streamlit run app.py`. The pages are in ui/pages."""

import streamlit as st

from ui.frame import frame

st.navigation(list(frame().values())).run()
