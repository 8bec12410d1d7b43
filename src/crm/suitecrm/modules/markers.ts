import type { Marker } from '../../../domain/order.ts';
import type { Attributes } from '../types.ts';
import { number } from './attributes.ts';

export const MARKERS = 'jjwg_Markers';

/** A pin on the map (guideline 3.3.1). */
export function markerAttributes(marker: Marker, assignedUserId: string): Attributes {
  return {
    name: marker.name,
    marker_type_c: marker.type ?? '',
    description: marker.description,
    assigned_user_id: assignedUserId,
    city: marker.city,
    state: marker.state,
    country: marker.country,
    jjwg_maps_lat: number(marker.lat),
    jjwg_maps_lng: number(marker.lng),
    marker_image: '',
  };
}
