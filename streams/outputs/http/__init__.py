"""Receivers over HTTP: webhooks, Splunk's event collector, the bulk interface of Elasticsearch and OpenSearch."""
