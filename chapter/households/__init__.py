"""Households and companies: who is named for one, asked, belongs, is taken out, and who pays.

Whoever pays names others: each is an *invitation*, mailed when the membership runs. Nobody belongs to a
*bundle* but by an *answer* of their own.
"""
