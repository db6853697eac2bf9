"""What each table holds of a person: declared once, by the package to which the table belongs.

A *declaration* stands in the package's ``personal_data.py`` and is registered with the package. It says whose
the rows are, under which name they are exported, which columns are secret, what erasing a person does to
them, and how much fits in. The *subject* is the one whose data are shown or erased; ``privacy`` finds out who
that is, and goes through the declarations. The application does not start with an undeclared table.
"""
