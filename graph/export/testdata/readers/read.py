"""Reads files with a Python package and prints what it finds, one JSON object a line.

read.py PACKAGE FORMAT FILE...

The object has nodes and edges (their numbers), labels and kinds (by id of node) and values (by id of a claim's node or edge: its
quote, status, stance, realis, numbers and dates), or error where a file cannot be read. Of large files only the numbers are told.
"""

import json
import re
import sys
import warnings

COLUMNS = ("quote", "status", "stance", "realis", "min", "max", "published", "earliest", "latest")
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


def line(s):
    """A text in one line, by what Go takes for white space: Python takes U+001C to U+001F for it too."""
    return " ".join(filter(None, re.split("[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+", s)))


def rdflib(form, file):
    """Nodes are entities, articles, unnamed sources and claims; edges are named graphs."""
    import rdflib

    d = rdflib.ConjunctiveGraph()
    d.parse(file, format={"nquads": "nquads", "jsonld": "json-ld"}[form])
    own, schema = rdflib.Namespace("https://github.com/whosaid/whosaid/ns#"), rdflib.Namespace("https://schema.org/")
    kinds = "Country Leader Person Agency Organization Unit Location Materiel".split()
    letters = {schema.NewsArticle: "a", schema.Claim: "c", own.UnnamedSource: "s", **{own[k]: "e" for k in kinds}}
    nodes = {s: letters[o] for s, o in d.subject_objects(rdflib.RDF.type) if o in letters}
    graphs = {c.identifier for c in d.contexts() if str(c.identifier).startswith("urn:uuid:")}
    out = {"nodes": len(nodes), "edges": len(graphs)}
    if len(d) < 5 * LARGE:
        out["labels"] = {
            "%s-%s" % (nodes[s], s[len("urn:uuid:") :]): line(o) for s, o in d.subject_objects(rdflib.RDFS.label) if s in nodes
        }
    return out


def node_link(form, file):
    """networkx reads what d3-force reads."""
    import networkx as nx

    with open(file, encoding="utf-8") as f:
        g = nx.node_link_graph(json.load(f))
    return told(list(g.nodes(data=True)), [(k, a) for _, _, k, a in g.edges(data=True, keys=True)])


def tables(form, file):
    """The tables of a ZIP, with Python's own csv."""
    import csv
    import io
    import zipfile

    csv.field_size_limit(1 << 24)

    def bare(s):
        """A cell without its guard against spreadsheets."""
        rest = s.lstrip("'")
        return s[1:] if s.startswith("'") and rest[:1] in tuple("=+-@\t\r\n") else s

    with zipfile.ZipFile(file) as z:
        def rows(name):
            with z.open(name) as f:
                return list(csv.DictReader(io.TextIOWrapper(f, encoding="utf-8", newline=""), strict=True))

        entities, edges, claims = rows("entities.csv"), rows("edges.csv"), rows("claims.csv")
    for r in edges:
        if r["Type"] != "Directed" or not r["Source"].startswith("e-") or not r["Target"].startswith("e-"):
            raise ValueError("an edge that Gephi does not take: %s" % r)
    values = {
        r["id"]: {c: float(r[c]) if c in ("min", "max") else bare(r[c]) for c in COLUMNS if r[c] != ""} for r in claims
    }
    out = {"nodes": len(entities), "edges": len(edges)}
    if len(claims) < LARGE:
        out["labels"] = {r["Id"]: bare(r["Label"]) for r in entities}
        out["values"] = values
    return out


def page(form, file):
    """The table of claims of a page, with Python's own parser of HTML. Its rows count as edges."""
    from html.parser import HTMLParser

    class Page(HTMLParser):
        def __init__(self):
            super().__init__()
            self.values, self.row, self.text = {}, None, None

        def handle_starttag(self, tag, attrs):
            a = dict(attrs)
            for name, v in a.items():
                if name.startswith("on") or name == "style" or name in ("src", "srcset", "href") and not v.startswith(("https://", "http://", "#c-")):
                    raise ValueError("<%s %s=%s> has no place in the page" % (tag, name, v))
            if tag in ("img", "iframe", "object", "embed", "link", "form", "base", "video", "audio"):
                raise ValueError("<%s> has no place in the page" % tag)
            if tag == "tr" and "id" in a:
                self.row = self.values[a["id"]] = {}
            if tag == "td":
                self.text = [] if a.get("class") == "quote" else None

        def handle_endtag(self, tag):
            if tag == "td" and self.text is not None:
                self.row["quote"] = "".join(self.text)
                self.text = None

        def handle_data(self, data):
            if self.text is not None:
                self.text.append(data)

    p = Page()
    with open(file, encoding="utf-8", newline="") as f:
        p.feed(f.read())
    p.close()
    return {"edges": len(p.values), "nodes": 0, "values": p.values if len(p.values) < LARGE else None}


def main():
    warnings.simplefilter("ignore")
    read = {"networkx": networkx, "igraph": igraph, "rdflib": rdflib, "node_link": node_link, "tables": tables, "page": page}[sys.argv[1]]
    for file in sys.argv[3:]:
        try:
            out = read(sys.argv[2], file)
        except Exception as e:  # whatever a package raises is what the reader says
            out = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(out), flush=True)


main()
