"""The reading corpus: fictional forms × carriers × distortions, drawn by other libraries than our own writers, scored cell by cell.

``forms`` makes a form and how it is printed; ``paper`` lays it on a grid; ``distort`` does to that paper what people and programs
do; ``draw_*`` turn it into bytes; ``score`` compares what was read with what had to be read. Nothing here uses ``ziping.layouts`` or
the writers of ``ziping.formats``, so that reader and writer cannot share a mistake. Everything is seeded: a case has a name
(``xlsx/merges_apart/17``) and is the same every time.
"""
