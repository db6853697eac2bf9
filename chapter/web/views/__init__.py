"""What is answered without any domain: assets, and whether the program is well."""
