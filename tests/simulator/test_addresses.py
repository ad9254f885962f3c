"""2.1 Base URL, company, versions; 2.2 authentication; 2.3 headers."""

import re
from typing import Any

import httpx
import pytest

from tests.simulator.running import SCOPE, TENANT, Simulator, pumps


@pytest.mark.parametrize("start", [f"/v2.0/{TENANT}/Production", "/v2.0/Production"])
def test_2_1_the_tenant_is_optional_between_both_versions(bc: Simulator, start: str) -> None:
    answer = bc.get(f"{bc.address}{start}/api/v2.0/companies")

    (company,) = answer.json["value"]
    assert company["id"] == bc.company
    assert {"systemVersion", "name", "displayName", "businessProfileId"} <= company.keys()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v2.0/companies", "BadRequest_ResourceNotFound"),
        ("/v2.0/Production/api/v1.0/companies", "BadRequest_ResourceNotFound"),
        ("/v2.0/Sandbox/api/v2.0/companies", "NoEnvironment"),
        (f"/v2.0/{TENANT}/Sandbox/api/v2.0/companies", "NoEnvironment"),
        ("/v2.0/Production/api/v2.0/nothing?company=CRONUS", "BadRequest_ResourceNotFound"),
        (
            "/v2.0/Production/api/v2.0/companies(5f1c0c7e-6d0e-4f6d-9b1a-0d8a6f0b7a11)/items",
            "Internal_CompanyNotFound",
        ),
    ],
)
def test_2_1_wrong_addresses_are_not_found(bc: Simulator, path: str, code: str) -> None:
    assert bc.get(bc.address + path).refusal == (404, code)


def test_2_1_a_company_can_be_given_in_the_query(bc: Simulator) -> None:
    by_id = bc.get("/items", {"company": bc.company}).json["value"]
    by_name = bc.get("/items", {"company": "CRONUS"}).json["value"]

    assert by_id == by_name == bc.get("items").json["value"] != []
    assert bc.get("/items").refusal == (400, "Internal_CompanyNotFound")


def test_2_1_metadata_has_the_entity_sets_and_namespaced_actions(bc: Simulator) -> None:
    text = bc.get("/$metadata").text

    assert '<EntitySet Name="salesOrders" EntityType="Microsoft.NAV.salesOrder"/>' in text
    assert '<Action Name="shipAndInvoice" IsBound="true">' in text
    assert '<Property Name="externalDocumentNumber" Type="Edm.String" MaxLength="35"/>' in text


def test_2_1_keys_are_guids_without_quotes(bc: Simulator) -> None:
    order = bc.order()

    assert bc.get(f"salesOrders('{order['id']}')").status == 400
    assert bc.get("salesOrders(1)").status == 400
    assert bc.get("/companies('CRONUS')/salesOrders").status == 400
    assert bc.get(f"salesOrders({order['id'].upper()})").json["id"] == order["id"]


def test_2_2_a_token_is_bearer_and_expires(bc: Simulator) -> None:
    answer = bc.ask_token()

    assert (answer.status, answer.json["token_type"]) == (200, "Bearer")
    assert answer.json["expires_in"] == 3599
    assert "refresh_token" not in answer.json


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 400, "unauthorized_client"),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_secret": ""}, 400, "invalid_request"),
        ({"tenant": "other"}, 400, "invalid_request"),
    ],
)
def test_2_2_token_errors_have_the_shape_of_oauth(
    bc: Simulator, form: dict[str, str], status: int, error: str
) -> None:
    answer = bc.ask_token(**form)

    assert (answer.status, answer.json["error"]) == (status, error)
    assert answer.json["error_description"].startswith("AADSTS")


def test_2_2_a_token_request_is_a_form(bc: Simulator) -> None:
    url = f"{bc.address}/{TENANT}/oauth2/v2.0/token"

    response = bc.http.post(url, json={"grant_type": "client_credentials", "scope": SCOPE})

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}]
)
def test_2_3_every_request_needs_a_bearer_token(bc: Simulator, header: dict[str, str]) -> None:
    response = httpx.get(f"{bc.root}/companies", headers=header)

    assert response.status_code == 401
    assert response.json()["error"]["code"] == "Authentication_InvalidCredentials"


def test_2_2_c_1_a_token_ends_with_its_time(bc: Simulator) -> None:
    bc.control("POST", "clock", advanceSeconds=3598)
    assert bc.get("items").status == 200

    bc.control("POST", "clock", advanceSeconds=2)

    assert bc.get("items").refusal == (401, "Authentication_InvalidCredentials")


def test_2_2_c_2_revoked_tokens_are_refused(bc: Simulator) -> None:
    bc.control("POST", "tokens/revoke")

    assert bc.get("items").status == 401


def test_2_3_a_body_is_json(bc: Simulator) -> None:
    plain = bc.post("salesOrders", {"customerNumber": "10000"}, Content_Type="text/plain")
    headers = {**bc.headers, "Content-Type": "application/json"}
    broken = bc.http.post(bc.url("salesOrders"), content=b"{", headers=headers)

    assert plain.status == 415
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "BadRequest")


@pytest.mark.parametrize("etag", [None, "", "x", "W/x", '"'])
def test_2_3_patch_needs_a_well_formed_if_match(bc: Simulator, etag: str | None) -> None:
    order = bc.order()
    headers = {} if etag is None else {"If_Match": etag}

    answer = bc.send("PATCH", f"salesOrders({order['id']})", {"email": "a@b.c"}, **headers)

    assert answer.refusal == (400, "BadRequest_InvalidToken")


def test_2_3_delete_and_actions_compare_if_match_only_when_it_is_sent(bc: Simulator) -> None:
    order = bc.order()
    path = f"salesOrders({order['id']})"
    action = f"{path}/Microsoft.NAV.shipAndInvoice"

    stale = 'W/"MTk7MDs="'
    assert bc.send("DELETE", path, If_Match=stale).refusal == (409, "Request_EntityChanged")
    assert bc.post(action, If_Match=stale).refusal == (409, "Request_EntityChanged")
    assert bc.send("DELETE", path).status == 204


def test_2_3_c_8_a_stale_etag_is_refused_and_a_star_matches(bc: Simulator) -> None:
    order = bc.order()
    path = f"salesOrders({order['id']})"
    changed = bc.send("PATCH", path, {"discountAmount": 1}, If_Match=order["@odata.etag"])

    again = bc.send("PATCH", path, {"discountAmount": 2}, If_Match=order["@odata.etag"])

    assert changed.status == 200
    assert again.refusal == (409, "Request_EntityChanged")
    assert bc.send("PATCH", path, {"discountAmount": 2}, If_Match="*").status == 200


def test_2_3_a_line_changes_the_etag_of_its_order(bc: Simulator) -> None:
    order = bc.order()

    bc.post(f"salesOrders({order['id']})/salesOrderLines", pumps(1))

    assert bc.reread(order).etag != order["@odata.etag"]


def test_2_3_return_no_content(bc: Simulator) -> None:
    answer = bc.post("salesOrders", {"customerNumber": "10000"}, Prefer="return-no-content")

    assert (answer.status, answer.text) == (204, "")
    assert answer.headers["location"].startswith(f"{bc.root}/companies({bc.company})/salesOrders(")


def test_2_3_read_only_intent_is_refused_on_writes(bc: Simulator) -> None:
    intent: dict[str, Any] = {"Data_Access_Intent": "ReadOnly"}

    assert bc.get("salesOrders", **intent).status == 200
    assert bc.post("salesOrders", {"customerNumber": "10000"}, **intent).status == 400


def test_2_3_the_replica_of_read_only_intent_lags(bc: Simulator) -> None:
    bc.order("OLD")
    bc.control("POST", "settings", replica_lag_seconds=60)
    bc.control("POST", "clock", advanceSeconds=61)
    old, _ = bc.order("CHANGED"), bc.control("DELETE", "orders/OLD")
    bc.send("PATCH", f"salesOrders({old['id']})", {"email": "a@b.c"}, If_Match="*")

    def numbers(**headers: Any) -> list[str]:
        rows = bc.get("salesOrders", **headers).json["value"]
        return [each["externalDocumentNumber"] for each in rows]

    assert numbers(Data_Access_Intent="ReadOnly") == ["OLD"]
    assert numbers() == ["CHANGED"]
    bc.control("POST", "clock", advanceSeconds=61)
    assert numbers(Data_Access_Intent="ReadOnly") == ["CHANGED"]


def test_2_4_etags_are_weak_and_errors_end_with_a_correlation_id(bc: Simulator) -> None:
    assert re.fullmatch(r'W/"[A-Za-z0-9+/=]+"', bc.order()["@odata.etag"])

    message = bc.get("salesOrders(5f1c0c7e-6d0e-4f6d-9b1a-0d8a6f0b7a11)").json["error"]["message"]
    assert re.search(r"  CorrelationId:  [0-9a-f-]{36}\.$", message)
