"""A large made-up platform, to measure with.

It is thought out in memory first (``world``), with every counter, and then
written table by table (``rows``, ``loading``), so that nothing is read back.
"""
