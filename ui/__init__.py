"""The reading desk: ask in a browser, read the answer, open the sentence it rests on."""
