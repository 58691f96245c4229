"""Articles that share passages.

minhash          signatures of passages
near_duplicates  pairs that are alike
classify         what kind of copy each pair is
"""
