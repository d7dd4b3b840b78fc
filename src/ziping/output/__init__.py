"""What a Result becomes: terminal pages, the HTML report, the manual page of a check."""
