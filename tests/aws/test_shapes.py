"""Our shapes against AWS's own service model: no member may be misspelt, mistyped or made up."""

import re
from pathlib import Path

import botocore.session
import pytest

SOURCE = Path(__file__).resolve().parents[2] / "crates/cloudwatch_api/src"
SERVICES = {"CloudWatch": "cloudwatch", "Logs": "logs", "Sns": "sns", "Sts": "sts"}
# Where our struct has another name than AWS's shape.
RENAMED = {"StatisticValues": "StatisticSet"}

STRUCT = re.compile(
    r"#\[serde\(rename_all = \"(\w+)\"\)\]\s*(?:///[^\n]*\s*)*pub struct (\w+) \{\n(.*?)\n\}", re.S)
FIELD = re.compile(r"((?:\s*#\[[^\n]*\]\n)*)\s*pub (\w+): ([^\n]+),")
OPERATION = re.compile(r'operation!\((\w+), "(\w+)", (\w+) => ([\w:]+)\)')
TYPES = {
    "string": {"String"}, "timestamp": {"Timestamp"}, "boolean": {"bool"}, "double": {"f64"},
    "integer": {"i64"}, "long": {"i64"}, "map": {"BTreeMap<String, String>", "BTreeMap<String, f64>"}, "blob": {"String"},
}


def rust_structs():
    structs = {}
    for path in sorted(SOURCE.glob("*.rs")):
        for case, name, body in STRUCT.findall(path.read_text()):
            fields = {}
            for attributes, field, kind in FIELD.findall(body):
                renamed = re.search(r'rename = "(\w+)"', attributes)
                words = field.split("_")
                camel = "".join(word.capitalize() for word in words)
                wire = camel if case == "PascalCase" else camel[0].lower() + camel[1:]
                fields[renamed.group(1) if renamed else wire] = kind
            structs[name] = fields
    return structs


def operations():
    return [found for path in sorted(SOURCE.glob("*.rs")) for found in OPERATION.findall(path.read_text())]


def bare(kind):
    while match := re.fullmatch(r"(?:Option|Box)<(.*)>", kind):
        kind = match.group(1)
    return kind


def check(shape, fields, structs, seen, where):
    if shape.name in seen:
        return
    seen.add(shape.name)
    for member, kind in fields.items():
        assert member in shape.members, f"{where}: AWS's {shape.name} has no member {member}"
        target, kind = shape.members[member], bare(kind)
        if target.type_name == "list":
            inner = re.fullmatch(r"Vec<(.*)>", kind)
            assert inner, f"{where}.{member} is a list on AWS, here {kind}"
            target, kind = target.member, bare(inner.group(1))
        if target.type_name == "map" and target.value.type_name == "structure":
            inner = re.fullmatch(r"BTreeMap<String, (.*)>", kind)
            assert inner, f"{where}.{member} is a map on AWS, here {kind}"
            target, kind = target.value, inner.group(1)
        if target.type_name == "structure":
            name = kind.removeprefix("crate::")
            if name == "NoOutput":
                continue
            assert RENAMED.get(name, name) == target.name or name in structs, f"{where}.{member}: {kind}"
            check(target, structs[name], structs, seen, f"{where}.{member}")
        else:
            assert kind in TYPES[target.type_name], f"{where}.{member}: {target.type_name} on AWS, here {kind}"


@pytest.mark.parametrize("service,name,input_name,output_name", operations())
def test_shapes_agree_with_botocore(service, name, input_name, output_name):
    model = botocore.session.get_session().get_service_model(SERVICES[service]).operation_model(name)
    structs = rust_structs()
    for shape, struct in ((model.input_shape, input_name), (model.output_shape, output_name)):
        struct = struct.removeprefix("crate::")
        if shape is None or not shape.members:
            assert not structs.get(struct), f"{name}: AWS has no members here"
        elif struct == "NoOutput":
            assert not shape.members, f"{name} returns {list(shape.members)}"
        else:
            assert structs[struct], struct
            check(shape, structs[struct], structs, set(), struct)


def test_the_query_answers_that_are_empty_elements():
    source = (SOURCE.parents[1] / "wire/src/xml.rs").read_text()
    listed = re.search(r"const EMPTY_RESULTS: [^=]*= \[([^\]]*)\]", source).group(1)
    empty = set()
    for service, name, _, _ in operations():
        model = botocore.session.get_session().get_service_model(SERVICES[service])
        output = model.operation_model(name).output_shape
        if model.metadata.get("xmlNamespace") and output is not None and not output.members:
            empty.add(name)
    assert set(re.findall(r'"(\w+)"', listed)) == empty


def test_every_operation_of_the_issue_is_there():
    names = {name for _, name, _, _ in operations()}
    assert len(names) >= 22 and {"PutMetricData", "GetMetricData", "FilterLogEvents", "GetCallerIdentity"} <= names
