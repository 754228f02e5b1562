"""Reports made of sections: the weekly review, the board report, the platform rating."""
