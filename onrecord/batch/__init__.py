"""Shards and blocks: many pages coded here, in processes or on Ray, with what is done kept and nothing lost or doubled."""
