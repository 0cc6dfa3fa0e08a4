/**
 * React picks its build when it is first loaded: the production one only if NODE_ENV says so, while
 * here an unset NODE_ENV means production everywhere. The other build is several times slower. This
 * is the one file that acts when it is imported; it comes first at the package's door.
 */
process.env.NODE_ENV ??= 'production';
