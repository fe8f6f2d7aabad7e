"""x"""
import streamlit as st
from studio.ui.parts import page_header, html, status_chip, depth_chip, lane_tag
page_header("Your AI is as good as the sales system under it", "Write down how you sell, watch it work on a real deal, and measure what the writing bought.")
st.button("See it on a deal", type="primary")
st.button("Other")
html("".join(status_chip(s) for s in ("evidenced","partial","missing","contradicted"))+depth_chip("guided")+lane_tag("observed")+lane_tag("inferred")+lane_tag("recommended"))
st.segmented_control("x",["a","b"],default="a")
st.text_input("t")
