/// Themes map semantic roles to colours.
public enum ThemeFiles {}
