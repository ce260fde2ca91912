package io.leveret.management.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All routes there are: the one table from which they are served, described and tested. */
public final class RouteTable {
    /** Some routes that belong together. */
    public interface Family {
        /** Its routes. */
        List<Route> routes();
    }

    private final List<Route> routes;

    /**
     * The routes of some families.
     *
     * @throws IllegalArgumentException two have the same method and path
     */
    public RouteTable(List<Family> families) {
        List<Route> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Family family : families) {
            for (Route route : family.routes()) {
                if (!seen.add(route.verb() + " " + route.path().replaceAll("\\{[^}]*}", "{}"))) {
                    throw new IllegalArgumentException("twice: " + route.verb() + " " + route.path());
                }
                all.add(route);
            }
        }
        // A path that names a segment goes before one that has a parameter there.
        all.sort(Comparator.comparing((Route route) -> route.path().replace('{', '\uffff')));
        routes = List.copyOf(all);
    }

    /** All of them; of those that a path can mean, the one that is meant comes first. */
    public List<Route> routes() {
        return routes;
    }
}
