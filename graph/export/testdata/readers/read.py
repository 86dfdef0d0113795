"""Reads files with a Python package and prints what it finds, one JSON object a line.

read.py PACKAGE FORMAT FILE...

The object has nodes and edges (their numbers), labels and kinds (by id of node) and values (by id of a claim's node or edge: its
quote, stance, realis, numbers and dates), or error where a file cannot be read. Of large files only the numbers are told.
"""

import json
import sys
import warnings

COLUMNS = ("quote", "stance", "realis", "min", "max", "published", "earliest", "latest")
LARGE = 20000


def told(nodes, edges):
    """What is told of a graph: nodes and edges are lists of pairs of an id and a dict of attributes."""
    out = {"nodes": len(nodes), "edges": len(edges)}
    if len(nodes) + len(edges) < LARGE:
        out["labels"] = {i: a.get("label", "") for i, a in nodes}
        out["kinds"] = {i: a.get("kind", "") for i, a in nodes}
        out["values"] = {
            i: {c: a[c] for c in COLUMNS if present(a.get(c))}
            for i, a in nodes + edges
            if str(i).startswith("c-") and ":" not in str(i)
        }
    return out


def present(v):
    """Whether a value is one: igraph has NaN and "" for what is missing."""
    return v is not None and v != "" and v == v


def networkx(form, file):
    import networkx as nx

    if form == "gexf12":
        g = nx.read_gexf(file)
    else:
        g = nx.read_graphml(file, force_multigraph=True)
    nodes = list(g.nodes(data=True))
    # An edge's id is its key in GraphML and an attribute in GEXF.
    keys = {"keys": True} if g.is_multigraph() else {}
    edges = [(e[-1].get("id", e[2] if keys else ""), e[-1]) for e in g.edges(data=True, **keys)]
    return told(nodes, edges)


def igraph(form, file):
    import igraph

    g = igraph.Graph.Read_GraphML(file)
    return told(
        [(v["id"], v.attributes()) for v in g.vs],
        [(e.attributes().get("id", ""), e.attributes()) for e in g.es],
    )


def rdflib(form, file):
    import rdflib

    d = rdflib.ConjunctiveGraph()
    d.parse(file, format={"nquads": "nquads", "jsonld": "json-ld"}[form])
    return {"statements": len(d), "graphs": len(list(d.contexts()))}


def main():
    warnings.simplefilter("ignore")
    read = {"networkx": networkx, "igraph": igraph, "rdflib": rdflib}[sys.argv[1]]
    for file in sys.argv[3:]:
        try:
            out = read(sys.argv[2], file)
        except Exception as e:  # whatever a package raises is what the reader says
            out = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(out), flush=True)


main()
