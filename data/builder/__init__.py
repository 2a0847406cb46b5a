"""Build a study of one prefecture from public packages and a small file of totals.

Each module makes one group of tables; `builder.city` puts them in order. Nothing here is needed to
run a bundled study.
"""
