"""The API that answers 503 to everything, as an OpenAPI document with API Gateway's extensions."""

import json
from dataclasses import dataclass
from typing import Any, Final

STATUS: Final = 503
RETRY_AFTER: Final = 120
"""Seconds after which a client is told to come back: longer than Route 53 takes to turn to a Region that recovered."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is answered.

    Attributes:
        title: the title of the API.
        content_type: the media type of the body.
        body: the body.
    """

    title: str
    content_type: str
    body: str


API_PAGE: Final = Page(
    title="SecureCart API, last resort",
    content_type="application/problem+json",
    body=json.dumps(
        {
            "type": "about:blank",
            "title": "Service Unavailable",
            "status": STATUS,
            "detail": "Residents of the European Union are served in the European Union only. Please try again soon.",
        }
    ),
)
CHECKOUT_PAGE: Final = Page(
    title="SecureCart checkout, last resort",
    content_type="text/html; charset=utf-8",
    body=(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>SecureCart: back shortly</title></head>'
        "<body><h1>Checkout is unavailable</h1><p>Nothing was ordered and nothing was charged. Your cart is kept. "
        "Please try again in a few minutes.</p></body></html>"
    ),
)


def unavailable_api(page: Page) -> dict[str, Any]:
    """The document of an API that answers any request with a page and status 503.

    A mock integration answers what it has a template for. What it refuses (a request of another media type), and what
    API Gateway itself refuses (a throttled request), is answered alike by the gateway responses.
    """
    media_type = page.content_type.partition(";")[0]
    headers = {
        "Content-Type": f"'{page.content_type}'",
        "Retry-After": f"'{RETRY_AFTER}'",
        "Cache-Control": "'no-store'",
    }
    method = {
        "responses": {
            str(STATUS): {
                "description": "Unavailable",
                "headers": {header: {"schema": {"type": "string"}} for header in headers},
                "content": {media_type: {}},
            }
        },
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "passthroughBehavior": "never",
            "requestTemplates": {"application/json": json.dumps({"statusCode": STATUS})},
            "responses": {
                "default": {
                    "statusCode": str(STATUS),
                    "responseParameters": {
                        f"method.response.header.{header}": value for header, value in headers.items()
                    },
                    "responseTemplates": {media_type: page.body},
                }
            },
        },
    }
    refusal = {
        "statusCode": STATUS,
        "responseParameters": {f"gatewayresponse.header.{header}": value for header, value in headers.items()},
        "responseTemplates": {media_type: page.body},
    }
    path_parameter = {"name": "proxy", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.0.1",
        "info": {"title": page.title, "version": "1"},
        "paths": {
            "/": {"x-amazon-apigateway-any-method": method},
            "/{proxy+}": {"x-amazon-apigateway-any-method": {"parameters": [path_parameter], **method}},
        },
        "x-amazon-apigateway-gateway-responses": {"DEFAULT_4XX": refusal, "DEFAULT_5XX": refusal},
    }
