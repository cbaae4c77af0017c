#!/usr/bin/env python3
"""deploy/kustomize: rendered by kubectl, strictly valid in every key, restricted by the
rules of Kubernetes for pods, and reaching no more than they have to."""

import pathlib
import shutil

import kubernetes_validate
import yaml

from common import folder
from deployed import BOGUS, KUSTOMIZE, SERVICES, kustomized, needed_here, of_kind, reaches

VERSION = "1.37"


def main():
    needed_here("kubectl", "https://kubernetes.io/docs/tasks/tools/ says how to get it")
    documents, said = kustomized()
    assert not said, said
    for document in documents:
        assert not wrong(document), wrong(document)
    restricted(documents)
    reached(documents)
    with folder() as place:
        refused = unknown_keys(pathlib.Path(place), documents)
    print(f"{len(documents)} objects are strictly valid; {refused} unknown keys are refused")


def wrong(document):
    """What is wrong with an object, keys that Kubernetes does not know included."""
    try:
        kubernetes_validate.validate(document, VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"{document['kind']} {document['metadata']['name']}: {error.message}"
    return ""


def restricted(documents):
    """The pods, by the restricted standard for the security of pods and a little more."""
    sets, accounts = (of_kind(documents, kind) for kind in ("StatefulSet", "ServiceAccount"))
    assert set(sets) == {*SERVICES, "nats"} and set(accounts) == set(sets), set(sets)
    assert not any(one["automountServiceAccountToken"] for one in accounts.values())
    enforced = of_kind(documents, "Namespace")["candour"]["metadata"]["labels"]
    assert enforced["pod-security.kubernetes.io/enforce"] == "restricted", enforced
    for name, one in sets.items():
        pod = one["spec"]["template"]["spec"]
        assert one["spec"]["replicas"] == 1, f"{name}: a log has one writer"
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["serviceAccountName"] == name, name
        assert not any(pod.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")), name
        whole = pod["securityContext"]
        assert whole["runAsNonRoot"] and whole["runAsUser"] == 10001, name
        assert whole["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert {next(key for key in volume if key != "name") for volume in pod["volumes"]} <= {
            "secret", "configMap", "emptyDir"}, name
        for container in pod["containers"] + pod.get("initContainers", []):
            told = container["securityContext"]
            assert told["allowPrivilegeEscalation"] is False and not told["privileged"], name
            assert told["readOnlyRootFilesystem"] is True, name
            assert told["capabilities"] == {"drop": ["ALL"]}, name
            assert container["readinessProbe"] and container["livenessProbe"], name
            assert container["resources"]["limits"]["memory"], name
    assert of_kind(documents, "PodDisruptionBudget"), "nothing bounds who is moved at once"


def reached(documents):
    """Between pods nothing is reached but NATS and the keys."""
    wanted = {(name, "nats"): {4222} for name in SERVICES}
    wanted |= {(name, "referrals"): {7401} for name in SERVICES if name != "referrals"}
    assert reaches(documents) == wanted, reaches(documents)
    everything = of_kind(documents, "NetworkPolicy")["nothing"]["spec"]
    assert everything == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, everything
    fewer = [one for one in documents if one["metadata"]["name"] != "to-keys"]
    assert reaches(fewer) != wanted, "a policy that is missing is not seen"


def unknown_keys(place, clean):
    """Puts an unknown key into each file, at its top and below; how often it was refused."""
    refused = 0
    for file in sorted(KUSTOMIZE.iterdir()):
        whole = list(yaml.safe_load_all(file.read_text()))
        below = ("spec",) if file.name != "kustomization.yaml" else ()
        for at, document in enumerate(whole):
            for path in [(), *[(key,) for key in below if key in document]]:
                copy = place / "copy"
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(KUSTOMIZE, copy)
                changed = yaml.safe_load(yaml.safe_dump(document))
                here = changed[path[0]] if path else changed
                here[BOGUS] = 1
                (copy / file.name).write_text(
                    yaml.safe_dump_all([*whole[:at], changed, *whole[at + 1:]]))
                rendered, said = kustomized(copy)
                complaints = [said] if said else [
                    wrong(one) for one in rendered if one not in clean]
                assert any(BOGUS in one for one in complaints), (
                    f"{file.name}: an unknown key in {document['kind']} is taken: {complaints}")
                refused += 1
    return refused


if __name__ == "__main__":
    main()
