"""Merges of tokens by the byte-pair trainer of tokenizers, which is written in Rust: a text is one word without spaces,
and each token one character of the private planes."""

import json
import resource
import sys
import time

INSTALL = "pip install -r bench/rivals/tokenizers/requirements.txt"
FIRST, LAST, NEXT = 0xF0000, 0xFFFFD, 0x100000


def answer(**values):
    print(json.dumps(values), flush=True)


def character(token):
    place = FIRST + token
    return chr(place if place <= LAST else NEXT + place - LAST - 1)


def main():
    workload = json.loads(sys.argv[1])
    try:
        import tokenizers
        from tokenizers import Tokenizer, models, trainers
    except ImportError as error:
        answer(missing=f"{error}; install it with: {INSTALL}")
        return
    with open(workload["file"]) as file:
        texts = ["".join(map(character, tokens)) for tokens in json.load(file)]
    alphabet = len(set("".join(texts)))
    answer(version=f"tokenizers-{tokenizers.__version__}")
    for _ in sys.stdin:
        tokenizer = Tokenizer(models.BPE())
        trainer = trainers.BpeTrainer(
            vocab_size=alphabet + workload["merges"], min_frequency=2, show_progress=False
        )
        start = time.perf_counter()
        tokenizer.train_from_iterator(texts, trainer, length=len(texts))
        seconds = time.perf_counter() - start
        made = tokenizer.get_vocab_size() - alphabet
        if made != workload["merges"]:
            answer(missing=f"it made {made} merges")
            return
        answer(seconds=seconds, peakBytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


main()
