"""Many forms at once: ``sources`` what there is to do, ``engine`` who does it, ``sinks`` where it goes, ``tally`` what it adds up to."""
