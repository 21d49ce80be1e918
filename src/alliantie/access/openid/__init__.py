"""Signing in with the identity provider of an organisation, or a broker of one, by OpenID Connect."""
