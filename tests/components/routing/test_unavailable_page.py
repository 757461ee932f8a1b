import json

import pytest

from components.routing.unavailable_page import API_PAGE, CHECKOUT_PAGE, Page, unavailable_api


@pytest.mark.parametrize("page", [API_PAGE, CHECKOUT_PAGE])
def test_every_path_and_every_refusal_is_the_page(page: Page) -> None:
    document = json.loads(json.dumps(unavailable_api(page)))

    assert set(document["paths"]) == {"/", "/{proxy+}"}
    for path in document["paths"].values():
        integration = path["x-amazon-apigateway-any-method"]["x-amazon-apigateway-integration"]
        assert integration["type"] == "mock"
        assert json.loads(integration["requestTemplates"]["application/json"]) == {"statusCode": 503}
        # Another media type is refused, and a refusal is the page too: passed through, it would be an error 500.
        assert integration["passthroughBehavior"] == "never"
        assert integration["responses"]["default"]["statusCode"] == "503"
        (body,) = integration["responses"]["default"]["responseTemplates"].values()
        assert body == page.body
    for refusal in document["x-amazon-apigateway-gateway-responses"].values():
        assert refusal["statusCode"] == 503
        assert refusal["responseParameters"]["gatewayresponse.header.Retry-After"] == "'120'"
        assert list(refusal["responseTemplates"].values()) == [page.body]
    assert set(document["x-amazon-apigateway-gateway-responses"]) == {"DEFAULT_4XX", "DEFAULT_5XX"}


def test_templates_hold_no_velocity() -> None:
    # API Gateway reads bodies as templates: `#` and `$` would mean something.
    for page in (API_PAGE, CHECKOUT_PAGE):
        assert not set(page.body) & set("#$")


def test_headers_are_declared_on_the_method() -> None:
    method = unavailable_api(API_PAGE)["paths"]["/"]["x-amazon-apigateway-any-method"]

    mapped = method["x-amazon-apigateway-integration"]["responses"]["default"]["responseParameters"]
    declared = method["responses"]["503"]["headers"]
    assert set(mapped) == {f"method.response.header.{header}" for header in declared}
