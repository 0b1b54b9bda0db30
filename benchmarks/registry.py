"""All servers that are measured, in the order of the tables."""

from benchmarks.peer import Peer
from benchmarks.peers.floor.peer import PEER as floor
from benchmarks.peers.graphene_django.peer import PEER as graphene
from benchmarks.peers.lyceum.peer import PEER as lyceum
from benchmarks.peers.postgraphile.peer import PEER as postgraphile
from benchmarks.peers.rest.peer import PEER as rest
from benchmarks.peers.strawberry_django.peer import PEER as strawberry

PEERS: dict[str, Peer] = {
    peer.name: peer
    for peer in (lyceum, floor, postgraphile, rest, strawberry, graphene)
}
