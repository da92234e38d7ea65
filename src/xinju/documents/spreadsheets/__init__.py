"""Spreadsheets as officers really send them in, and lists as they take them back.

`table` declares what is expected · `reading` reads .xlsx, .xls and .csv against it · `marking` hands the same file
back with the bad cells marked · `template` makes the empty form · `writing` writes lists of any length.
"""
