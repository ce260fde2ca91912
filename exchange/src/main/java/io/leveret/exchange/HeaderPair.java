package io.leveret.exchange;

/**
 * One demand of a headers binding.
 *
 * @param name of the header
 * @param value as {@link HeaderValue} gives it; null if the header only has to be there
 */
record HeaderPair(String name, Object value) {}
