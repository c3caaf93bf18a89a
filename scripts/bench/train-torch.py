"""Images per second of PyTorch on the networks of `lathe bench train`; prints {name: images per second} as JSON.

Usage: train-torch.py IMAGES BATCH_SIZE REPEATS. Random images: the time does not depend on them.
"""

import json
import sys
import time

import torch
from torch import nn

NETWORKS = {
    "lenet-300-100": lambda: nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 300),
        nn.ReLU(),
        nn.Linear(300, 100),
        nn.ReLU(),
        nn.Linear(100, 10),
    ),
    "lenet-5": lambda: nn.Sequential(
        nn.Conv2d(1, 20, 5),
        nn.MaxPool2d(2),
        nn.Conv2d(20, 50, 5),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(800, 500),
        nn.ReLU(),
        nn.Linear(500, 10),
    ),
    "convnet-32-64": lambda: nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(9216, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    ),
}


def train_epoch(network, optimizer, images, labels, batch_size):
    loss_of = nn.CrossEntropyLoss()
    order = torch.randperm(len(images))
    for first in range(0, len(images), batch_size):
        batch = order[first : first + batch_size]
        optimizer.zero_grad(set_to_none=True)
        loss_of(network(images[batch]), labels[batch]).backward()
        optimizer.step()


def main():
    count, batch_size, repeats = (int(value) for value in sys.argv[1:4])
    torch.manual_seed(1)
    images = torch.rand(count, 1, 28, 28)
    labels = torch.randint(0, 10, (count,))
    speeds = {}
    for name, build in NETWORKS.items():
        network = build()
        optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
        train_epoch(network, optimizer, images[: 4 * batch_size], labels[: 4 * batch_size], batch_size)
        seconds = []
        for _ in range(repeats):
            start = time.perf_counter()
            train_epoch(network, optimizer, images, labels, batch_size)
            seconds.append(time.perf_counter() - start)
        speeds[name] = count / sorted(seconds)[len(seconds) // 2]
    print(json.dumps(speeds))


main()
