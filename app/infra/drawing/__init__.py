"""Draws what ``app.drawing`` describes: letters by HarfBuzz, the rest by hand, into a PNG file."""
