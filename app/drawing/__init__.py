"""From figures to a description of a picture: places, colours and words. Knows no library that draws."""
