package io.angarium.server.reconnect;

import java.util.List;

/** The straight line through points, by least squares. */
record Slope(double perMinute, double atStart) {

    /** A value at a time. */
    record Point(double minutes, double value) {}

    /** The line through all but the first third of the points, in which a program warms up. */
    static Slope of(List<Point> all) {
        List<Point> points = all.subList(all.size() / 3, all.size());
        double meanX = points.stream().mapToDouble(Point::minutes).average().orElseThrow();
        double meanY = points.stream().mapToDouble(Point::value).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (Point point : points) {
            above += (point.minutes - meanX) * (point.value - meanY);
            below += (point.minutes - meanX) * (point.minutes - meanX);
        }
        double slope = below == 0 ? 0 : above / below;
        return new Slope(slope, meanY - slope * meanX);
    }
}
