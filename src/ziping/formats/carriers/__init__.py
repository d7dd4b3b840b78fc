"""One light module per carrier, found by looking: CARRIER, ``accepts``, and ``read`` and ``write`` where it can.

All of them are imported to ask whose a file is, so each does its heavy imports (lxml, PDFium, typst …) inside its functions.
"""
