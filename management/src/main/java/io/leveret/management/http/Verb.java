package io.leveret.management.http;

/** The methods of HTTP that routes have. HEAD is GET without its body; OPTIONS is answered for every path. */
public enum Verb {
    GET,
    PUT,
    POST,
    DELETE
}
